"""Guanxi: customer relationship management in Chinese and English."""
