"""Reads text on pages with RapidOCR, whose models are in its package."""

from anxin.adapters.ocr.reader import RapidReader

__all__ = ["RapidReader"]
