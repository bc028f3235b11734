#!/usr/bin/env bash
# gpu-package.sh FOLDER: puts into FOLDER what bench/gpu.sh needs on a machine with a GPU and PyTorch but without .NET and without a network:
#   dotnet.tar.xz, program.tar.xz   .NET's runtime; the program, the benchmark and its networks (no libtorch: PyTorch's is used)
#   natives.tar.xz, sample.tar.bz2  for smoke: the other native libraries of the whole command, and a tenth of Fashion-MNIST
#   data.tar.bz2                    for full: all of Fashion-MNIST
# What is there already stays, except the program.
set -euo pipefail

root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
[ $# -eq 1 ] || { echo "usage: bench/gpu-package.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
target="$(cd "$1" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

pack() { tar -C "$1" -c . | xz -6 >"$target/$2.next" && mv "$target/$2.next" "$target/$2"; }

# Built, not published: code compiled ahead would be most of an assembly's size. Libraries of processors' libtorch, searches and databases stay here, and the
# list of dependencies, which would ask for them. A compiler of its own keeps the build out of the queue of another.
for project in src/ISyNet.Cli bench/ISyNet.Training.Bench; do
  dotnet build "$root/$project" -c Release -p:SharedCompilationId=gpu-package -v q -nologo >"$work/log" || { grep error "$work/log" | sort -u | head -n 5 >&2; exit 1; }
done
built="$root/artifacts/bin" app="$work/program/app" natives="$work/natives/app"
mkdir -p "$app" "$natives"
cp "$built"/ISyNet.Cli/release/*.dll "$built"/ISyNet.Cli/release/isynet.runtimeconfig.json "$built"/ISyNet.Cli/release/libLibTorchSharp.so "$app/"
cp "$built"/ISyNet.Training.Bench/release/ISyNet.Training.Bench.{dll,runtimeconfig.json} "$app/"
rm -f "$app"/Microsoft.ML.[DFSTC]*.dll "$app"/Npgsql*.dll "$app"/ICSharp*.dll
cp "$built"/ISyNet.Cli/release/{libonnxruntime,libSkiaSharp,libHarfBuzzSharp}.so "$natives/"
bench() { dotnet "$built/ISyNet.Training.Bench/release/ISyNet.Training.Bench.dll" "$@"; }
mkdir -p "$work/program/layers"
for network in ResNet-50 ISyNet-N1; do bench layers "$network" "$work/program/layers/$network.json" 3x224x224 1000; done
bench layers isynet-small "$work/program/layers/isynet-small.json"
cp "$root"/bench/ISyNet.Accuracy/networks/w80-160x2.json "$root"/bench/ISyNet.Training.Bench/networks/isynet-small.json "$root"/bench/gpu/pytorch_{loop,network}.py "$work/program/"

if [ ! -e "$target/dotnet.tar.xz" ]; then
  read -r version shared <<<"$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10[^ ]*\) \[\(.*\)\]$/\1 \2/p' | tail -n 1)"
  from="$(cd "$shared/../.." && pwd)" to="$work/runtime/dotnet"
  mkdir -p "$to/host/fxr" "$to/shared/Microsoft.NETCore.App"
  cp "$from/dotnet" "$to/"
  cp -r "$from/host/fxr/$version" "$to/host/fxr/"
  cp -r "$shared/$version" "$to/shared/Microsoft.NETCore.App/"
  # Debuggers, other collectors, and what nothing here calls: networking, XML, databases, code pages.
  pushd "$to/shared/Microsoft.NETCore.App/$version" >/dev/null
  for file in libmscordaccore.so libmscordbi.so libclrgc.so libclrgcexp.so libcoreclrtraceptprovider.so createdump \
    Microsoft.VisualBasic.Core.dll System.Private.DataContractSerialization.dll System.Private.Xml.dll System.Private.Xml.Linq.dll System.Data.Common.dll \
    System.Net.Quic.dll System.Net.Mail.dll System.Net.HttpListener.dll System.Net.Http.dll System.Net.Security.dll System.Net.Requests.dll System.Net.WebSockets.dll \
    System.Linq.AsyncEnumerable.dll System.Text.Encoding.CodePages.dll System.Threading.Tasks.Dataflow.dll System.Transactions.Local.dll System.Formats.Tar.dll \
    Microsoft.CSharp.dll System.Reflection.DispatchProxy.dll; do
    rm -f "$file"
    sed -i "/^ *\"$file\": {/,/}/d" Microsoft.NETCore.App.deps.json
  done
  popd >/dev/null
  pack "$work/runtime" dotnet.tar.xz
fi

if [ ! -e "$target/data.tar.bz2" ] || [ ! -e "$target/sample.tar.bz2" ]; then
  data="$("$root/scripts/install-fashion-mnist")"
  all="$work/data/fashion-mnist" some="$work/sample/fashion-mnist"
  mkdir -p "$all" "$some"
  for file in "$data"/*.gz; do zcat "$file" >"$all/$(basename "$file" .gz)"; done
  tar -C "$work/data" -cjf "$target/data.tar.bz2" fashion-mnist
  # The first 6,000 and 1,000: idx files begin with the numbers of images, rows and columns.
  { printf '\0\0\10\3\0\0\27\160\0\0\0\34\0\0\0\34' && head -c $((16 + 6000 * 784)) "$all/train-images-idx3-ubyte" | tail -c +17; } >"$some/train-images-idx3-ubyte"
  { printf '\0\0\10\3\0\0\3\350\0\0\0\34\0\0\0\34' && head -c $((16 + 1000 * 784)) "$all/t10k-images-idx3-ubyte" | tail -c +17; } >"$some/t10k-images-idx3-ubyte"
  { printf '\0\0\10\1\0\0\27\160' && head -c $((8 + 6000)) "$all/train-labels-idx1-ubyte" | tail -c +9; } >"$some/train-labels-idx1-ubyte"
  { printf '\0\0\10\1\0\0\3\350' && head -c $((8 + 1000)) "$all/t10k-labels-idx1-ubyte" | tail -c +9; } >"$some/t10k-labels-idx1-ubyte"
  tar -C "$work/sample" -cjf "$target/sample.tar.bz2" fashion-mnist
fi
[ -e "$target/natives.tar.xz" ] || pack "$work/natives" natives.tar.xz
pack "$work/program" program.tar.xz
cp "$root/bench/gpu.sh" "$target/gpu.sh"
du -s --apparent-size "$target"/*
