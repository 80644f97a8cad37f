"""Work in the background, declared beside its business and run by one worker."""
