"""The annual report: reads declared measures and passages, knows no module by name."""
