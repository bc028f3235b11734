#!/bin/sh
# Template: trtexec.sh MODEL.onnx BATCH REPEATS. Exports the time of every run and prints it; check the field's name with your version.
set -e
times=$(mktemp)
trap 'rm -f "$times"' EXIT
trtexec --onnx="$1" --fp16 --shapes="${INPUT:-input}:$2x${SHAPE:-3x224x224}" --useCudaGraph --warmUp=500 --iterations="$3" --exportTimes="$times" > /dev/null
sed -n 's/.*"computeMs" *: *\([0-9.eE+-]*\).*/isynet ms \1/p' "$times"
echo "isynet condition runtime trtexec, fp16, CUDA graph"
echo "isynet done"
