"""Use of archives by citizens (檔案應用): the public catalogue, applications, decisions, the reading room (S44)."""
