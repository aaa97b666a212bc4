"""The queue: procrastinate's app, which lives in our own database."""

from procrastinate.contrib.django import app

__all__ = ["app"]
