"""The engine, loaded once in a process, with the parameters it was measured with."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

PARAMETERS: Final = {
    # Two workers of one thread read more pages than one of two.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    # The classifier costs a third more and mistook codes (76 for 78 of 81); turned pages are
    # turned as a whole (reader.py).
    "Global.use_cls": False,
    # 960 and 1440 read no more fields (78 of 81 each) for 15 and 35 % more time.
    "Det.limit_side_len": 736,
    "Det.limit_type": "max",
    # Six lines at a time, each as wide as the widest and as 320 pixels, took 1.7 times as long.
    "Rec.rec_batch_num": 1,
    "Rec.rec_img_shape": [3, 48, 200],
    # What is cut out to be read keeps its full size; tiles bound it (picture.tiles_of).
    "Global.max_side_len": 100_000,
    "Global.log_level": "critical",
}
MODELS: Final = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
"""Named by their files, since the package downloads a model that it is asked for otherwise."""


@cache
def load_engine() -> Any:
    """Return the engine. Raises `FileNotFoundError` where the package came without its models."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("rapidocr")
    folder = Path(spec.origin).with_name("models")
    paths = {f"{part}.model_path": str(folder / name) for part, name in MODELS.items()}
    for path in paths.values():
        if not Path(path).is_file():
            raise FileNotFoundError(path)
    import rapidocr

    return rapidocr.RapidOCR(params={**PARAMETERS, **paths})
