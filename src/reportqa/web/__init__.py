"""The page that an office opens every day, on the same application as the API."""

from reportqa.web.site import install

__all__ = ["install"]
