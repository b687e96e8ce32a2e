"""Search over the cooperation initiatives of Japan's municipal regions."""

__version__ = "0.2.0"
