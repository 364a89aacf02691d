"""Offline gazetteer: cities, regions, countries and US ZIP codes.

The places come from GeoNames (https://www.geonames.org), licensed CC BY 4.0. See docs/gazetteer.md.
"""
