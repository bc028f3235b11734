#!/usr/bin/env bash
# gpu-package.sh FOLDER: puts into FOLDER what bench/gpu.sh needs on a machine with a GPU and PyTorch but without .NET and without a network: .NET's runtime,
# the program and the benchmark (no libtorch: PyTorch's is used), Fashion-MNIST, and the networks as lists of layers. Two archives, some 45 MB.
set -euo pipefail

root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
[ $# -eq 1 ] || { echo "usage: bench/gpu-package.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
target="$(cd "$1" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# IL alone: code compiled ahead is most of an assembly's size.
for project in bench/ISyNet.Training.Bench src/ISyNet.Cli; do
  dotnet publish "$root/$project" -c Release -r linux-x64 --no-self-contained -p:PublishReadyToRun=false -o "$work/package/app" -v q -nologo
done
for network in ResNet-50 ISyNet-N1; do
  dotnet "$work/package/app/ISyNet.Training.Bench.dll" layers "$network" "$work/package/layers/$network.json" 3x224x224 1000
done
dotnet "$work/package/app/ISyNet.Training.Bench.dll" layers isynet-small "$work/package/layers/isynet-small.json"
cp "$root"/bench/ISyNet.Accuracy/networks/w80-160x2.json "$root"/bench/ISyNet.Training.Bench/networks/isynet-small.json "$work/package/"
cp "$root"/bench/gpu.sh "$root"/bench/gpu/pytorch_loop.py "$work/package/"

# What no training needs: libtorch for processors, pictures, searches, databases, symbols. A list of dependencies would ask for them.
(cd "$work/package/app" && rm -f ./*.pdb ./*.xml ./*.dbg ./*.deps.json createdump libtorch*.so libc10.so libgomp* libshm.so libaoti* libbackend* libjit* libnnapi* \
  libSkiaSharp.so libHarfBuzzSharp.so lib_lightgbm.so libe_sqlite3.so lib*Native.so Microsoft.ML.[DFSTC]*.dll Npgsql*.dll ScottPlot.dll MathNet*.dll ICSharp*.dll)

runtime="$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10[^ ]*\) \[\(.*\)\]$/\1 \2/p' | tail -n 1)"
read -r version shared <<<"$runtime"
dotnet_root="$(cd "$shared/../.." && pwd)"
mkdir -p "$work/package/dotnet/host/fxr" "$work/package/dotnet/shared/Microsoft.NETCore.App"
cp "$dotnet_root/dotnet" "$work/package/dotnet/"
cp -r "$dotnet_root/host/fxr/$version" "$work/package/dotnet/host/fxr/"
cp -r "$shared/$version" "$work/package/dotnet/shared/Microsoft.NETCore.App/"
list="$work/package/dotnet/shared/Microsoft.NETCore.App/$version"
for file in libmscordaccore.so libmscordbi.so libclrgc.so libclrgcexp.so libcoreclrtraceptprovider.so createdump Microsoft.DiaSymReader.Native*.so \
  Microsoft.VisualBasic.Core.dll System.Private.DataContractSerialization.dll System.Net.Quic.dll System.Net.Mail.dll System.Net.HttpListener.dll; do
  rm -f "$list/$file"
  sed -i "/\"$file\": {/,/}/d" "$list/Microsoft.NETCore.App.deps.json" 2>/dev/null || true
done

if [ ! -e "$target/data.tar.bz2" ]; then
  data="$("$root/scripts/install-fashion-mnist")"
  mkdir -p "$work/data/fashion-mnist"
  for file in "$data"/*.gz; do zcat "$file" >"$work/data/fashion-mnist/$(basename "$file" .gz)"; done
  tar -C "$work/data" -cjf "$target/data.tar.bz2" fashion-mnist
fi
tar -C "$work/package" -c . | xz -6 -T2 >"$target/program.tar.xz.next"
mv "$target/program.tar.xz.next" "$target/program.tar.xz"
cp "$root/bench/gpu.sh" "$target/gpu.sh"
du -sh --apparent-size "$target"/*
