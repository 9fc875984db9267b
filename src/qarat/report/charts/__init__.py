"""Figures: what is drawn by Vega-Lite, as static pictures with a table behind each."""
