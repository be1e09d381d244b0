"""`limner migrate`: bring the database up to date."""


def migrate() -> None:
    """Bring the database up to date; harmless when it already is."""
    from limner.folder import tasks_settings
    from limner.studio import shown
    from tasks.database import migrate as bring_up_to_date

    settings = tasks_settings()
    bring_up_to_date(settings.database_address)
    print(f"The database is up to date: {shown(settings.database_address)}")
