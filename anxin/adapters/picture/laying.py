"""Lays an earlier picture over a later one: the same points are looked for in both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np

Grey = np.ndarray
"""Pixels from 0 to 255, rows of columns."""

SMALLEST_SIDE: Final = 32
"""Below it a picture has no points to find: their patch alone is 31 pixels wide."""

POINTS: Final = 1500
"""With so many all of 54 honest copies were laid and recognised (docs/evidence.md, "Believing");
other numbers were not tried."""

FEWEST_AGREEING: Final = 20
FARTHEST_OFF_PX: Final = 3.0
"""Not measured: RANSAC's usual pixels, and more points than agree by chance on any plane seen."""

SAME_SHAPE: Final = 0.01
"""Not measured: above what rounding does to a picture of a third of the size."""

LIES_AS_IT_IS: Final = 0.12
"""Of pages of one shape and app no more tiles differ; a crop laid so is nearly all wrong."""

LIES_EXACTLY: Final = 0.005
"""A photo laid without its perspective differed in .025 of the tiles, with it in none."""
MOST_BLUR_PX: Final = 4.0
BLUR_STEPS: Final = 5
"""Not measured: a page blurred more can hardly be read (`domain.evidence.clarity`), and halving
four pixels five times leaves an eighth of one."""

STRETCH: Final = (0.2, 5.0)
"""Not measured: no sheet of a phone's picture is a fifth or five times as wide in another."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The earlier picture in the frame of the later one; `covered` is 255 where it reaches.

    If no more than `enough` of the tiles differ, no other way needs to be tried.
    """

    earlier: Grey
    covered: Grey
    enough: float


def layings(*, earlier: Grey, later: Grey) -> Iterator[Laid]:
    """Yield ways to lay one picture over the other, the cheapest first.

    A copy that was only compressed or scaled has the shape of its original and needs no search;
    one that was cropped, framed or photographed is laid by the points that both have: turned and
    scaled first, since few points in one corner say little of the opposite one, then as a plane
    seen from aside.
    """
    if min(earlier.shape + later.shape) < SMALLEST_SIDE:
        return
    if _same_shape(earlier, later):
        size = (later.shape[1], later.shape[0])
        stretched = cv2.resize(earlier, size, interpolation=cv2.INTER_AREA)
        covered = np.full(later.shape, 255, np.uint8)
        yield Laid(earlier=stretched, covered=covered, enough=LIES_AS_IT_IS)
    for matrix in _planes(earlier, later):
        yield _warped(earlier, later, matrix)


def _same_shape(earlier: Grey, later: Grey) -> bool:
    """Whether width and height of both have the same ratio, up to rounding."""
    (h, w), (later_h, later_w) = earlier.shape, later.shape
    return bool(abs(h * later_w / (w * later_h) - 1) < SAME_SHAPE)


def _planes(earlier: Grey, later: Grey) -> Iterator[np.ndarray]:
    """Yield what maps points of `earlier` to `later`, where enough of them agree on it."""
    finder = cv2.ORB.create(POINTS)
    points, marks = finder.detectAndCompute(earlier, None)
    later_points, later_marks = finder.detectAndCompute(later, None)
    if marks is None or later_marks is None:
        return
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(marks, later_marks)
    if len(pairs) < FEWEST_AGREEING:
        return
    source = np.array([points[pair.queryIdx].pt for pair in pairs], np.float32)
    target = np.array([later_points[pair.trainIdx].pt for pair in pairs], np.float32)
    for ways in (_turned, _seen_from_aside):
        # The same pair gives the same answer, whatever was compared before.
        cv2.setRNGSeed(0)
        matrix, agreeing = ways(source, target)
        enough = matrix is not None and int(agreeing.sum()) >= FEWEST_AGREEING
        if enough and _plausible(matrix, earlier):
            yield matrix


def _turned(source: np.ndarray, target: np.ndarray) -> tuple[Any, Any]:
    matrix, agreeing = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=FARTHEST_OFF_PX
    )
    return None if matrix is None else np.vstack([matrix, [0, 0, 1]]), agreeing


def _seen_from_aside(source: np.ndarray, target: np.ndarray) -> tuple[Any, Any]:
    return cv2.findHomography(source, target, cv2.RANSAC, FARTHEST_OFF_PX)


def _plausible(matrix: np.ndarray, earlier: Grey) -> bool:
    """Whether a sheet of paper can come to lie so: not turned over, nor stretched to a line."""
    height, width = earlier.shape
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float32)
    laid = cv2.perspectiveTransform(corners, matrix)[0]
    area = cv2.contourArea(laid, oriented=True) / (width * height)
    return bool(
        np.isfinite(laid).all()
        and STRETCH[0] ** 2 < area < STRETCH[1] ** 2
        and cv2.isContourConvex(laid)
    )


def _warped(earlier: Grey, later: Grey, matrix: np.ndarray) -> Laid:
    size = (later.shape[1], later.shape[0])
    everywhere = np.full(earlier.shape, 255, np.uint8)
    return Laid(
        earlier=cv2.warpPerspective(earlier, matrix, size, flags=cv2.INTER_LINEAR),
        covered=cv2.warpPerspective(everywhere, matrix, size, flags=cv2.INTER_NEAREST),
        enough=LIES_EXACTLY,
    )


def equally_sharp(*, laid: Laid, later: Grey) -> tuple[Laid, Grey]:
    """Blur the sharper of two pictures until it is as dull as the other.

    A thumbnail or a photo out of focus differs from its original everywhere; once both are
    equally dull only what was changed still differs.
    """
    wanted, sharp = _sharpness(later, laid.covered), _sharpness(laid.earlier, laid.covered)
    if abs(wanted - sharp) < 0.1 * max(wanted, sharp):
        return laid, later
    if sharp > wanted:
        dull = _dulled(laid.earlier, laid.covered, wanted)
        return Laid(earlier=dull, covered=laid.covered, enough=laid.enough), later
    return laid, _dulled(later, laid.covered, sharp)


def _dulled(grey: Grey, covered: Grey, wanted: float) -> Grey:
    """Blur a picture to a sharpness, by halving the interval in which the deviation lies."""
    low, high = 0.0, MOST_BLUR_PX
    for _ in range(BLUR_STEPS):
        middle = (low + high) / 2
        if _sharpness(cv2.GaussianBlur(grey, (0, 0), middle), covered) > wanted:
            low = middle
        else:
            high = middle
    return cv2.GaussianBlur(grey, (0, 0), high)


def _sharpness(grey: Grey, covered: Grey) -> float:
    """Return the energy of the edges between neighbours over that of the picture at all."""
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    _, of_edges = cv2.meanStdDev(edges, mask=covered)
    _, at_all = cv2.meanStdDev(grey, mask=covered)
    return float(of_edges[0, 0]) / max(1.0, float(at_all[0, 0]))
