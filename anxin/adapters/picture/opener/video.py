"""Videos: the sharpest frame of each scene."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
from PIL import Image, ImageChops, ImageFilter, ImageStat

from anxin.adapters.picture.opener.book import Book
from anxin.adapters.picture.opener.pictures import check_pixels
from anxin.adapters.picture.opener.refuse import Refuse
from anxin.adapters.picture.opener.traces import camera_name, clean
from anxin.domain.evidence.limits import Limits
from anxin.domain.evidence.pieces import Traces

MOST_FRAMES: Final = 20
SCENE_DIFFERENCE: Final = 4.0
"""Mean difference of 90 px thumbnails, of 255: pages of an app differ by far more, a moving
spinner by less."""
STEP_S: Final = 0.2
"""Frames looked at are this far apart: a page that a person reads stands for longer."""
GREY_WIDTH, THUMBNAIL_WIDTH = 540, 90
CUT_SHORT: Final = 0.8
_LAPLACIAN: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), 1, 128)


@dataclass
class Scene:
    """A stretch of frames that look alike, with the sharpest of them."""

    began_s: float
    ended_s: float
    opening: Image.Image
    sharpness: float
    frame: av.VideoFrame

    @property
    def seconds(self) -> float:
        """How long it stood."""
        return self.ended_s - self.began_s


def open_video(*, path: Path, book: Book, limits: Limits) -> None:
    """Write the sharpest frame of each scene as a page; of too many, those that stood longest."""
    most = min(MOST_FRAMES, book.room)
    kept: list[tuple[Scene, Image.Image]] = []
    try:
        # The demuxer is named, or a text file could make it open others; so is the only protocol.
        with av.open(
            str(path), format="mov", options={"protocol_whitelist": "file", "enable_drefs": "0"}
        ) as container:
            traces = _traces(container)
            for scene in _scenes(container, path, limits):
                _keep(kept, scene, most)
    except av.FFmpegError as error:
        raise Refuse("damaged") from error
    if not kept:
        raise Refuse("damaged")
    for _, image in sorted(kept, key=lambda one: one[0].began_s):
        book.add(image, traces=traces)


def _keep(kept: list[tuple[Scene, Image.Image]], scene: Scene, most: int) -> None:
    """Keep a scene, in the place of the shortest once there are enough."""
    if len(kept) >= max(1, most):
        shortest = min(kept, key=lambda one: one[0].seconds)
        if shortest[0].seconds >= scene.seconds:
            return
        kept.remove(shortest)
    kept.append((scene, _picture(scene.frame)))


def _scenes(container: av.container.InputContainer, path: Path, limits: Limits) -> Iterator[Scene]:
    scene: Scene | None = None
    for at_s, frame in _looked_at(container, path, limits):
        size = _size((frame.width, frame.height), GREY_WIDTH)
        grey = _pixels(frame, size, "L")
        thumbnail = grey.resize(_size(grey.size, THUMBNAIL_WIDTH), Image.Resampling.BOX)
        sharpness = ImageStat.Stat(grey.filter(_LAPLACIAN)).var[0]
        if scene is None or _differ(scene.opening, thumbnail):
            if scene:
                yield scene
            scene = Scene(at_s, at_s, thumbnail, sharpness, frame)
            continue
        scene.ended_s = at_s
        if sharpness > scene.sharpness:
            scene.sharpness, scene.frame = sharpness, frame
    if scene:
        yield scene


def _looked_at(
    container: av.container.InputContainer, path: Path, limits: Limits
) -> Iterator[tuple[float, av.VideoFrame]]:
    """Decode a video frame by frame, for no longer than is taken. Where it ends early, or lies
    about its length, it is refused."""
    if not container.streams.video:
        raise Refuse("not_accepted", kind="audio" if container.streams.audio else "video")
    stream = container.streams.video[0]
    stream.codec_context.thread_count = 1
    check_pixels((stream.width, stream.height), file_bytes=path.stat().st_size, limits=limits)
    told_s = float((stream.duration or 0) * (stream.time_base or 0))
    _check_length(told_s, limits)
    first_s = last_s = None
    at_s = 0.0
    for count, frame in enumerate(container.decode(stream)):
        clock = frame.time if frame.time is not None else count / 30
        first_s = clock if first_s is None else first_s
        at_s = clock - first_s
        _check_length(at_s, limits)
        if last_s is None or at_s - last_s >= STEP_S:
            last_s = at_s
            yield at_s, frame
    if at_s < CUT_SHORT * told_s - 1:
        raise Refuse("damaged")


def _check_length(seconds: float, limits: Limits) -> None:
    # A recording of "one minute" is often a few frames longer.
    if seconds > limits.video_seconds + 1:
        raise Refuse("too_long", limit=str(limits.video_seconds))


def _differ(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return True
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0] > SCENE_DIFFERENCE


def _pixels(frame: av.VideoFrame, size: tuple[int, int], mode: str) -> Image.Image:
    """Return a frame in Pillow's mode `L` or `RGB`. One thread: there may be no other."""
    told = {"L": "gray", "RGB": "rgb24"}[mode]
    plane = frame.reformat(*size, format=told, threads=1).planes[0]
    return Image.frombytes(mode, size, bytes(plane), "raw", mode, plane.line_size)


def _size(size: tuple[int, int], width: int) -> tuple[int, int]:
    width = min(width, size[0])
    return width, max(1, round(size[1] * width / size[0]))


def _picture(frame: av.VideoFrame) -> Image.Image:
    """Return a frame as a picture, the way the phone was held."""
    image = _pixels(frame, (frame.width, frame.height), "RGB")
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image


def _traces(container: av.container.InputContainer) -> Traces:
    told = {name.lower(): value for name, value in container.metadata.items()}
    software = told.get("com.apple.quicktime.software") or told.get("encoder")
    make, model = (told.get(f"com.apple.quicktime.{name}", "") for name in ("make", "model"))
    return Traces(clean(software), camera_name(make, model))
