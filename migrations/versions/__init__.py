"""One file a migration, one idea a migration."""
