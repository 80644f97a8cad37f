"""The office's calendar: half-open periods, ROC dates, working days, days on which work stopped."""
