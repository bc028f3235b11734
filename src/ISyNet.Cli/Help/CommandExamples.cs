using System.Collections.Frozen;

namespace ISyNet.Cli.Help;

/// <summary>Two examples of each verb, for its help.</summary>
internal static class CommandExamples
{
    private static readonly FrozenDictionary<string, string[]> All = new Dictionary<string, string[]>
    {
        ["design"] = ["design --data pictures/ --device ascend310", "design --data pictures/ --device my.json --budget-ms 5 --time-limit 2h"],
        ["train"] = ["train N0 --data pictures/ --epochs 20 --out runs/n0", "train runs/design-1 --time-limit 1h"],
        ["finetune"] = ["finetune --from runs/n0 --data other/ --stage-rates 0.1,0.1,0.3,1,1", "finetune --from weights.safetensors --network N1 --data other/ --linear-probe"],
        ["evaluate"] = ["evaluate runs/n0", "evaluate model.onnx --data pictures/ --json"],
        ["import"] = ["import ISyNet-N1.ckpt --drop-background --out runs/n1", "import weights.safetensors --network ResNet-18 --data pictures/"],
        ["predict"] = ["predict runs/n0 photo.jpg", "predict model.onnx pictures/ --input 3x224x224"],
        ["quantize"] = ["quantize runs/n0", "quantize runs/design-1 --data pictures/ --images 1000 --out n0-int8.onnx"],
        ["zoo list"] = ["zoo list", "zoo list --weights"],
        ["zoo show"] = ["zoo show N1", "zoo show ResNet-18 --input 3x160x160"],
        ["zoo export"] = ["zoo export N1 --out n1.onnx", "zoo export N1 --weights runs/n1 --out n1.onnx", "zoo export small-ascend310-fashion-mnist"],
        ["zoo release"] = ["zoo release runs/n0", "zoo release runs/n0 runs/n1 --out weights"],
        ["profile"] = ["profile N0 ResNet-50 --batch 1,16", "profile model.onnx --device h100 --html profile.html"],
        ["advise"] = ["advise MobileNetV2", "advise model.onnx --device ascend310 --batch 1"],
        ["measure"] = ["measure N0 ResNet-18", "measure runs/design-1 --precision int8", "measure model.onnx --batch 1,4 --out measured.csv"],
        ["device list"] = ["device list", "device list --json"],
        ["device show"] = ["device show ascend310", "device show h100 --json"],
        ["device validate"] = ["device validate my.json", "device validate devices/a.json devices/b.json"],
        ["device new"] = ["device new my.json", "device new chip.json --like davinci --cores 4 --clock 900 --memory 50 --cache 8 --cache-rate 64"],
        ["device calibrate"] = ["device calibrate my.json --measurements measured.csv --networks measured-networks", "device calibrate ascend310 --measurements data/ascend310/measurements.csv --networks data/ascend310/networks data/h100/networks"],
        ["device build"] = ["device build my-cpu --backend onnxruntime",
            "device build h100 --kernels data/h100/kernels.csv --measurements data/h100/networks.csv --networks data/h100/networks --no-judge --out quick.json"],
        ["device judge"] = ["device judge my-cpu.json", "device judge my-cpu.json model.onnx --random 0 --plot judged.png"],
        ["bench"] = ["bench isynet-family --device all --out bench-results", "bench isynet-family --device h100 --batch 64 --json"],
        ["scale"] = ["scale N1 --budget-ratio 1.03,1.15,1.35", "scale runs/design-1 --budget-ms 2,4 --out runs/ladder"],
        ["mem"] = ["mem N0 ResNet-50 --device ascend310,tpu-128", "mem isynet residual-basic inverted-se --html mem.html"],
        ["space list"] = ["space list", "space list --json"],
        ["space show"] = ["space show isynet", "space show my-space.json"],
        ["space size"] = ["space size isynet", "space size my-space.json"],
        ["space sample"] = ["space sample isynet --count 5", "space sample isynet-small --count 100 --seed 2 --json"],
        ["space mem"] = ["space mem isynet residual-basic", "space mem isynet --plot mem.png"],
        ["study create"] = ["study create mine --budget-ratio 0.6", "study create mine --space isynet-small --strategy random --seed 2"],
        ["study run"] = ["study run mine --trials 50", "study run mine --cluster postgresql://me@server/studies --trials 500"],
        ["study show"] = ["study show mine", "study show runs/design-1 --json"],
        ["study list"] = ["study list", "study list --store studies.db"],
        ["study compare"] = ["study compare mine other", "study compare runs/design-1 runs/design-2 --out runs/compared"],
        ["study export"] = ["study export mine --csv mine.csv", "study export mine --out runs/mine"],
        ["study delete"] = ["study delete mine --force", "study delete mine --store studies.db --force"],
        ["worker"] = ["worker --connect postgresql://me@server/studies", "worker --connect postgresql://me@server/studies --accelerator cuda:1 --label gpu --drain 10m"],
        ["detect demo"] = ["detect demo", "detect demo --time-limit 3m --out runs/demo"],
        ["detect train"] = ["detect train --data annotated/ --epochs 30", "detect train --data train.json --images pictures/ --input 3x320x320"],
        ["detect evaluate"] = ["detect evaluate runs/detect-1 --data annotated/", "detect evaluate --ground-truth truth.json --detections found.json"],
        ["detect export"] = ["detect export runs/detect-1", "detect export runs/detect-1 --out detector.onnx"],
        ["detect predict"] = ["detect predict runs/detect-1 photo.jpg", "detect predict model.onnx pictures/"],
        ["detect scenes"] = ["detect scenes --out scenes", "detect scenes --out scenes --seed 2"],
        ["detect show"] = ["detect show", "detect show --input 3x320x320 --device h100"],
        ["dashboard"] = ["dashboard", "dashboard --store studies.db --port 0"],
        ["doctor"] = ["doctor", "doctor --json"],
        ["help"] = ["help study run", "help --all"],
        ["completion"] = ["completion bash > ~/.local/share/bash-completion/completions/isynet", "completion fish > ~/.config/fish/completions/isynet.fish"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The examples of a verb such as <c>study run</c>, without the name of the program; none for a group of verbs.</summary>
    public static IReadOnlyList<string> Find(string verb) => All.GetValueOrDefault(verb, []);
}
