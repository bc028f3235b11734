#!/usr/bin/env bash
# gpu.sh PACKAGE [smoke|full] [ACCELERATOR]: what training on a GPU must reach (docs/gpu.md), on a bare Ubuntu 24.04 with PyTorch and without .NET, from the
# folder that bench/gpu-package.sh made. Smoke takes some two minutes, full some eight. ACCELERATOR is cuda unless given.
# PYTHON names the Python that has PyTorch (default: python3), OUT a folder for the results, WORK one for what is unpacked.
set -uo pipefail

package="$(cd "${1:?usage: gpu.sh PACKAGE [smoke|full] [ACCELERATOR]}" && pwd)"
size="${2:-full}" accelerator="${3:-cuda}" python="${PYTHON:-python3}"
work="${WORK:-/tmp/isynet-gpu-$size}" results="${OUT:-/tmp/isynet-gpu-results}"
began=$SECONDS
section() { printf '\n== %s (at %d s)\n' "$1" "$((SECONDS - began))"; }

# The parts of the package, steps of each network, epochs on Fashion-MNIST.
case "$size" in
  smoke) parts="dotnet program natives sample" rounds=1 resnet=7 n1=7 small=20 epochs=3 ;;
  full) parts="dotnet program data" rounds=2 resnet=20 n1=40 small=200 epochs=34 ;;
  try) parts="dotnet program natives sample" rounds=1 resnet=1 n1=1 small=2 epochs=0.05 ;; # the script itself, on a processor
  *) echo "gpu.sh: smoke or full, not '$size'" >&2; exit 2 ;;
esac
batch=256
if [ "$size" = try ]; then batch=2; fi

mkdir -p "$work/cache/isynet" "$results"
# Python's own unpacker: a bare system may lack xz.
for part in $parts; do
  [ -e "$work/$part.unpacked" ] || { "$python" -c 'import sys, tarfile
with tarfile.open(sys.argv[1]) as tar:
    tar.extractall(sys.argv[2])' "$package/$part".tar.* "$work" 2>"$results/unpack.err" && touch "$work/$part.unpacked"; } || { echo "gpu.sh: $part cannot be unpacked: $(tail -n 1 "$results/unpack.err")" >&2; exit 1; }
done
[ -e "$work/cache/isynet/fashion-mnist" ] || ln -s "$work/fashion-mnist" "$work/cache/isynet/fashion-mnist"
export DOTNET_ROOT="$work/dotnet" DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_TieredPGO=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 XDG_CACHE_HOME="$work/cache"
isynet() { "$work/dotnet/dotnet" "$work/app/isynet.dll" "$@"; }
bench() { "$work/dotnet/dotnet" "$work/app/ISyNet.Training.Bench.dll" "$@"; }

section "state card"
command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,driver_version,memory.total,power.limit,clocks.sm,temperature.gpu --format=csv
"$python" -c '
import platform, torch
print("python", platform.python_version(), "torch", torch.__version__, "cuda", torch.version.cuda, "cudnn", torch.backends.cudnn.version())
print("torch sees", [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())])'
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort | uniq -c
sed -n 's/^PRETTY_NAME=//p' /etc/os-release; uname -r

section "isynet doctor: what the program found"
isynet doctor 2>&1 | tee "$results/doctor.txt"

section "proof of arithmetic on $accelerator"
bench gpu-proof "$accelerator" 2>&1 | tee "$results/proof.txt"

if [ -e "$work/app/libonnxruntime.so" ]; then
  section "the whole command on a tenth of Fashion-MNIST: train, figures, export, check"
  isynet train "$work/isynet-small.json" --epochs "$epochs" --accelerator "$accelerator" --force --out "$work/whole" 2>&1 | tee "$results/whole.txt" | tail -n 12
  isynet train "$work/isynet-small.json" --epochs "$epochs" --accelerator cuda:7 --force --out "$work/none" 2>&1 | tail -n 2
fi

section "same seed, same device, deterministic, half an epoch: the hashes of the weights are equal"
for run in 1 2; do
  bench gpu-train isynet-small quick "$([ "$size" = try ] && echo 0.01 || echo 0.5)" "$accelerator" --deterministic 2>"$results/same-$run.err" | tee "$results/same-$run.json"
  grep -v '%: epoch' "$results/same-$run.err" | tail -n 2
done
hashes="$(cat "$results"/same-?.json | sed -n 's/.*weightsSha256":"\([^"]*\).*/\1/p' | sort | uniq -c)"
echo "$hashes"

section "images per second, ours and PyTorch's eager loop in turn: bfloat16, channels-last, SGD, noise"
: >"$results/speed.jsonl"
for round in $(seq "$rounds"); do
  : >"$results/ours-$round.err"
  for case in "ResNet-50 $batch $resnet" "ISyNet-N1 $batch $n1" "isynet-small 128 $small"; do
    read -r network images steps <<<"$case"
    bench gpu --network "$network" --batch "$images" --steps "$steps" --arithmetic bfloat16 --accelerator "$accelerator" 2>>"$results/ours-$round.err" | tee -a "$results/speed.jsonl"
  done
  head -n 1 "$results/ours-$round.err"
  "$python" "$work/pytorch_loop.py" "${accelerator%%:*}" bfloat16 "$work/layers/ResNet-50.json:$batch:$resnet" "$work/layers/ISyNet-N1.json:$batch:$n1" "$work/layers/isynet-small.json:128:$small" 2>"$results/pytorch-$round.err" | tee -a "$results/speed.jsonl"
  tail -n 1 "$results/pytorch-$round.err"
done
"$python" - "$results/speed.jsonl" <<'PY'
import json, statistics, sys
speeds = {}
for line in open(sys.argv[1]):
    row = json.loads(line)
    speeds.setdefault(row["network"], {}).setdefault(row["program"], []).append(row["imagesPerSecond"])
print("| network | ISyNet images/s | PyTorch images/s | ratio |\n|---|--:|--:|--:|")
for network, by in speeds.items():
    ours, theirs = by.get("ISyNet", []), by.get("PyTorch", [])
    ratio = f"{statistics.median(ours) / statistics.median(theirs):.3f}" if ours and theirs else "-"
    print(f"| {network} | {' '.join(f'{v:.0f}' for v in ours)} | {' '.join(f'{v:.0f}' for v in theirs)} | {ratio} |")
PY

if [ "$size" = full ]; then
  section "the family at the recipe's 128 images, for docs/imagenet.md"
  for network in ISyNet-N0 ISyNet-N1 ISyNet-N2 ISyNet-N3 ISyNet-N3-S2; do
    bench gpu --network "$network" --batch 128 --steps 10 --arithmetic bfloat16 --optimizer adam-w --accelerator "$accelerator" 2>>"$results/family.err" | tee -a "$results/family.jsonl" | sed 's/,"losses.*//; s/.*"network"/"network"/'
  done
fi

section "steps alone, without data: w80-160x2, 128 images, Muon"
bench gpu --network "$work/w80-160x2.json" --batch 128 --steps "$small" --optimizer muon --arithmetic bfloat16 --accelerator "$accelerator" 2>"$results/muon.err"
head -n 1 "$results/muon.err"

section "w80-160x2 on Fashion-MNIST, recipe small-strong, $epochs epochs"
bench gpu-train "$work/w80-160x2.json" small-strong "$epochs" "$accelerator" 2>"$results/w80.err" | tee "$results/w80.json"
tail -n 6 "$results/w80.err"
section "end"
