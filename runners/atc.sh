#!/bin/sh
# Template: atc.sh MODEL.onnx BATCH REPEATS, on an Ascend box (ssh HOST ./atc.sh ... from elsewhere, the model copied first).
# Set SOC to the chip (npu-smi info) and INPUT to the name of the model's input; check the summary line with your version of ais_bench.
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
atc --framework=5 --model="$1" --output="$folder/model" --soc_version="${SOC:-Ascend310P3}" --input_shape="${INPUT:-input}:$2,${SHAPE:-3,224,224}" > "$folder/atc.log" 2>&1 \
  || { echo "isynet error atc: $(tail -n 1 "$folder/atc.log")"; exit 1; }
# One process per timed run would time its start too: --loop repeats inside, and each repetition is a run of its own here.
i=0
while [ "$i" -lt "$3" ]; do
  python3 -m ais_bench --model "$folder/model.om" --loop 10 2>/dev/null | sed -n 's/.*NPU_compute_time.*mean = \([0-9.]*\).*/isynet ms \1/p'
  i=$((i + 1))
done
echo "isynet condition runtime ais_bench, fp16, ${SOC:-Ascend310P3}"
echo "isynet done"
