"""Settings of the workspace."""

SECRET_KEY = "to be replaced by the settings of the workspace"  # noqa: S105 - first commit only
