#!/usr/bin/env bash
# gpu.sh PACKAGE [smoke|full] [ACCELERATOR]: what training on a GPU must reach (docs/gpu.md), on a bare Ubuntu 24.04 with PyTorch and without .NET, from the
# folder that bench/gpu-package.sh made. Smoke takes some two minutes, full at most six. ACCELERATOR is cuda unless given; cpu tries the script itself.
# PYTHON names the Python that has PyTorch (default: python3), OUT a folder for the results.
set -uo pipefail

package="$(cd "${1:?usage: gpu.sh PACKAGE [smoke|full] [ACCELERATOR]}" && pwd)"
size="${2:-full}" accelerator="${3:-cuda}" python="${PYTHON:-python3}"
work="${WORK:-/tmp/isynet-gpu}" results="${OUT:-/tmp/isynet-gpu-results}"
mkdir -p "$work" "$results"
began=$SECONDS
section() { printf '\n== %s (at %d s)\n' "$1" "$((SECONDS - began))"; }

# Python's own unpacker: a bare system may lack xz.
[ -e "$work/unpacked" ] || {
  "$python" - "$package" "$work" <<'PY' && touch "$work/unpacked"
import pathlib, sys, tarfile
for archive in sorted(pathlib.Path(sys.argv[1]).glob("*.tar.*")):
    with tarfile.open(archive) as tar:
        tar.extractall(sys.argv[2])
PY
}
mkdir -p "$work/cache/isynet"
[ -e "$work/cache/isynet/fashion-mnist" ] || ln -s "$work/fashion-mnist" "$work/cache/isynet/fashion-mnist"
export DOTNET_ROOT="$work/dotnet" DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_TieredPGO=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 XDG_CACHE_HOME="$work/cache"
isynet() { "$work/dotnet/dotnet" "$work/app/isynet.dll" "$@"; }
bench() { "$work/dotnet/dotnet" "$work/app/ISyNet.Training.Bench.dll" "$@"; }

case "$size" in
  smoke) rounds=1 resnet=7 n1=7 small=20 epochs=1 ;;
  full) rounds=2 resnet=30 n1=50 small=300 epochs=34 ;;
  try) rounds=1 resnet=1 n1=1 small=3 epochs=0.01 ;; # the script itself, on a processor
  *) echo "gpu.sh: smoke or full, not '$size'" >&2; exit 2 ;;
esac
batch=256
if [ "$size" = try ]; then batch=2; fi

section "state card"
nvidia-smi --query-gpu=name,driver_version,memory.total,power.limit,clocks.sm,temperature.gpu --format=csv 2>&1 | head -n 5
"$python" -c '
import platform, torch
print("python", platform.python_version(), "torch", torch.__version__, "cuda", torch.version.cuda, "cudnn", torch.backends.cudnn.version())
print("torch sees", torch.cuda.device_count(), "CUDA devices", [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())])'
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort | uniq -c
sed -n 's/^PRETTY_NAME=//p' /etc/os-release; uname -r

section "isynet doctor: what the program found"
isynet doctor 2>&1 | tee "$results/doctor.txt"

section "proof of arithmetic on $accelerator"
bench gpu-proof "$accelerator" 2>&1 | tee "$results/proof.txt"

section "images per second, ours and PyTorch's eager loop in turn: bfloat16, channels-last, SGD, noise"
: >"$results/speed.jsonl"
for round in $(seq "$rounds"); do
  : >"$results/ours-$round.err"
  for case in "ResNet-50 $batch $resnet" "ISyNet-N1 $batch $n1" "isynet-small 128 $small"; do
    read -r network images steps <<<"$case"
    bench gpu --network "$network" --batch "$images" --steps "$steps" --arithmetic bfloat16 --accelerator "$accelerator" 2>>"$results/ours-$round.err" | tee -a "$results/speed.jsonl"
  done
  tail -n 2 "$results/ours-$round.err"
  "$python" "$work/pytorch_loop.py" "${accelerator%%:*}" bfloat16 "$work/layers/ResNet-50.json:$batch:$resnet" "$work/layers/ISyNet-N1.json:$batch:$n1" "$work/layers/isynet-small.json:128:$small" 2>"$results/pytorch-$round.err" | tee -a "$results/speed.jsonl"
  tail -n 2 "$results/pytorch-$round.err"
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

section "same seed, same device, deterministic: the weights' hashes"
for run in 1 2; do
  isynet train "$work/isynet-small.json" --epochs "$([ "$size" = try ] && echo 0.01 || echo 0.5)" --held-out 0 --accelerator "$accelerator" --deterministic --quiet --force --out "$work/same-$run" >"$results/same-$run.txt" 2>&1 || tail -n 3 "$results/same-$run.txt"
  sha256sum "$work/same-$run/weights.safetensors"
done
cmp "$work/same-1/weights.safetensors" "$work/same-2/weights.safetensors" && echo "same to the bit"

section "w80-160x2 on Fashion-MNIST, small-strong, $epochs epochs"
before=$(date +%s.%N)
isynet train "$work/w80-160x2.json" --recipe small-strong --epochs "$epochs" --held-out 0 --accelerator "$accelerator" --force --out "$work/w80" 2>&1 | tee "$results/w80.txt" | tail -n 12
"$python" - "$work/w80/metrics.json" "$before" "$(date +%s.%N)" <<'PY'
import json, sys
print(f"the whole command took {float(sys.argv[3]) - float(sys.argv[2]):.1f} s")
m = json.load(open(sys.argv[1]))
print({k: v for k, v in m.items() if k in ("network", "recipe", "epochs", "seconds", "imagesPerSecond", "test", "onnx", "arithmetic")})
PY
cp "$work/w80/metrics.json" "$results/w80-metrics.json" 2>/dev/null
section "end"
