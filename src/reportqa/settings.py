"""What can be set from outside, by environment variables that begin with ``REPORTQA_``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One typed object; each setting is here because some office needs it otherwise."""

    model_config = SettingsConfigDict(env_prefix="REPORTQA_")

    library: Path = Field(Path("index"), description="Folder of the library.")
    model: str | None = Field(
        None,
        description="Embedding model, by name or folder; by default the one the library was made "
        "with, or the bundled one for a new library.",
    )
    host: str = Field("127.0.0.1", description="Address to serve on; only this machine by default.")
    port: int = Field(8000, ge=1, le=65535, description="Port to serve on.")
    max_upload_mb: int = Field(200, ge=1, description="Largest upload, all files together, in MiB.")
    searches_at_once: int = Field(4, ge=1, description="Searches that run at the same time.")
    searches_waiting: int = Field(
        64, ge=0, description="Searches that may wait; further ones are told to come again."
    )
