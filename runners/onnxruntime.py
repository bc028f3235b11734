#!/usr/bin/env python3
"""Times an ONNX file with ONNX Runtime: onnxruntime.py MODEL.onnx BATCH REPEATS [PROVIDER]."""
import sys
import time

import numpy
import onnxruntime


def main():
    path, batch, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    provider = sys.argv[4] if len(sys.argv) > 4 else "CPUExecutionProvider"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=[provider])
    given = session.get_inputs()[0]
    shape = [batch] + [size if isinstance(size, int) else 224 for size in given.shape[1:]]
    feed = {given.name: numpy.zeros(shape, numpy.float16 if "float16" in given.type else numpy.float32)}
    for _ in range(3):
        session.run(None, feed)
    for _ in range(repeats):
        start = time.perf_counter()
        session.run(None, feed)
        print(f"isynet ms {(time.perf_counter() - start) * 1e3:.6f}")
    print(f"isynet condition runtime ONNX Runtime {onnxruntime.__version__}, {provider}, one thread")
    print("isynet done")


main()
