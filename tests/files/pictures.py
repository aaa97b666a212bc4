"""Generated files for tests: good ones and wrong ones."""

import io
import struct
import zlib
from functools import cache

from PIL import Image
from pillow_heif import from_pillow


@cache
def jpeg(width: int = 64, height: int = 48) -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@cache
def exif_jpeg() -> bytes:
    """A picture of a phone: lying on its side, with the place it was taken at."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "TestPhone"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
    Image.new("RGB", (80, 40), "tomato").save(out, "JPEG", exif=exif)
    return out.getvalue()


@cache
def image(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture of a Pillow format, half transparent where the format can."""
    out = io.BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, (20, 120, 90, 128)[: len(mode)]).save(out, kind)
    return out.getvalue()


@cache
def heic(width: int = 64, height: int = 32) -> bytes:
    """A photo of an iPhone: stored as `width` x `height`, to be turned to the right, with camera and place."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "TestPhone"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
    out = io.BytesIO()
    picture = Image.new("RGB", (width, height), "tomato")
    picture.paste("seagreen", (0, 0, width // 2, height))
    from_pillow(picture).save(out, quality=90, exif=exif.tobytes())
    return out.getvalue()


def heic_that_says(width: int, height: int) -> bytes:
    """A small HEIC whose header claims another size."""
    small = heic(64, 64)  # whole blocks: nothing is cut off after decoding, so this is the only size in it
    size = small.index(b"ispe") + 8
    return small[:size] + struct.pack(">II", width, height) + small[size + 8 :]


@cache
def moving(kind: str, frames: int) -> bytes:
    """A picture that moves."""
    out = io.BytesIO()
    colours = [(index * 67 % 256, index * 131 % 256, index * 29 % 256) for index in range(frames)]
    images = [Image.new("RGB", (4, 4), colour) for colour in colours]
    images[0].save(out, kind, save_all=True, append_images=images[1:], duration=20)
    return out.getvalue()


@cache
def huge_png(side: int = 30_000) -> bytes:
    """A PNG that says it is `side` x `side` and is a few bytes small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def mp4(brand: bytes = b"isom") -> bytes:
    """A whole, empty film."""
    kind = struct.pack(">I", 16) + b"ftyp" + brand + b"\0\0\0\0"
    return kind + struct.pack(">I", 12) + b"moovabcd"


def pdf() -> bytes:
    """A whole, empty document."""
    return b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
