"""Civil defence and fire drills (防護工作): trainings and drills of each centre, from plan to receipt number."""
