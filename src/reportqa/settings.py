"""What can be set from outside, by environment variables that begin with ``REPORTQA_``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
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
    reranker: str | None = Field(
        None,
        description="Cross-encoder, by name or folder, that puts the first hits in its order; none "
        "by default.",
    )
    host: str = Field("127.0.0.1", description="Address to serve on; only this machine by default.")
    port: int = Field(8000, ge=1, le=65535, description="Port to serve on.")
    max_upload_mb: int = Field(200, ge=1, description="Largest upload, all files together, in MiB.")
    searches_at_once: int = Field(4, ge=1, description="Searches that run at the same time.")
    searches_waiting: int = Field(
        64, ge=0, description="Searches that may wait; further ones are told to come again."
    )
    requests_per_minute: int = Field(
        600, ge=1, description="Requests that one key may make in a minute."
    )
    without_keys: bool = Field(
        False,
        description="Serve a library without keys to other machines too: whoever reaches the "
        "server may then read, change and remove everything.",
    )
    llm_base_url: str | None = Field(
        None,
        description="Endpoint of a language model that speaks the OpenAI chat protocol, such as "
        "http://127.0.0.1:11434/v1; without it, answers are quoted only.",
    )
    llm_model: str | None = Field(None, description="The language model's name at its endpoint.")
    llm_api_key: SecretStr | None = Field(None, description="Key for the endpoint, if it asks one.")
    llm_timeout: float = Field(
        60, gt=0, description="Seconds that a whole answer of the language model may take."
    )
