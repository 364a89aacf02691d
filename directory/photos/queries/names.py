"""The names under which things are stored and sealed; never changed, or what is stored cannot be read."""

from directory.photos.rules import Size


def object_name(stored: str, size: Size) -> str:
    """In the store. Two levels, so that no folder grows without end."""
    return f"{stored[:2]}/{stored}.{size}"


def sealed_name(photo_id: str, size: Size) -> str:
    return f"photo/{photo_id}/{size}"


def key_name(photo_id: str) -> str:
    return f"photo/{photo_id}/quarantine key"


def likeness_name(photo_id: str) -> str:
    return f"photo/{photo_id}/likeness"
