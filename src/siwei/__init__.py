"""Siwei runs the working year of a city government's Secretariat and writes its annual report."""
