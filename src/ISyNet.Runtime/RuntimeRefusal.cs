using System.Text.RegularExpressions;
using ISyNet.Onnx.Import;
using Microsoft.ML.OnnxRuntime;

namespace ISyNet.Runtime;

/// <summary>Why ONNX Runtime does not open a model, in words, with what to do where that is known.</summary>
internal static partial class RuntimeRefusal
{
    public static ISyNetException Create(string path, OnnxRuntimeException error)
    {
        var message = ErrorText.OneLine(error.Message);
        var words = Missing().Match(message) is { Success: true } missing
            ? $"ONNX Runtime has no kernel for its operator {missing.Groups["op"].Value} of opset {missing.Groups["opset"].Value} in this type: convert the file to a newer opset (onnx.version_converter.convert_version of the Python package onnx), or export it again"
            : ForeignFile.Recognise(path) ?? $"ONNX Runtime refuses it: {message}";
        return new ISyNetException($"{path}: {words}", error);
    }

    [GeneratedRegex(@"Could not find an implementation for (?<op>\w+)\((?<opset>\d+)\)")]
    private static partial Regex Missing();
}
