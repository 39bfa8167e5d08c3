from tests.journeys.quarter import clock, running

__all__ = ["clock", "running"]
