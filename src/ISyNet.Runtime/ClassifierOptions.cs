using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Onnx.Signatures;

namespace ISyNet.Runtime;

/// <summary>The order of the colour channels of a model.</summary>
public enum PictureChannels
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as OpenCV reads pictures.</summary>
    Bgr,

    /// <summary>One channel, brightness.</summary>
    Grey,
}

/// <summary>What a user says about a model. The rest is read from the file, or assumed if the file does not say it.</summary>
public sealed record ClassifierOptions
{
    /// <summary>Channels x height x width of the pictures, or height x width, if the file leaves sizes free.</summary>
    public Shape? Input { get; init; }

    /// <summary>The numbers to subtract from a scaled pixel: one, or one per channel in the order of the model. Empty: not given.</summary>
    public ImmutableArray<float> Mean { get; init; } = [];

    /// <summary>The numbers to divide the difference by: one, or one per channel. Empty: not given.</summary>
    public ImmutableArray<float> Std { get; init; } = [];

    /// <summary>The factor of a pixel of 0..255 before that; 1/255 if only mean or deviation are given.</summary>
    public float? Scale { get; init; }

    /// <summary>The order of the dimensions of a picture.</summary>
    public PictureLayout? Layout { get; init; }

    /// <summary>The order of the channels.</summary>
    public PictureChannels? Channels { get; init; }

    /// <summary>The output with the classes.</summary>
    public string? Output { get; init; }

    /// <summary>Whether the output values are logits (true) or already probabilities (false).</summary>
    public bool? Logits { get; init; }

    /// <summary>Whether the conversion of pixels to numbers is given.</summary>
    internal bool SaysValues => !Mean.IsDefaultOrEmpty || !Std.IsDefaultOrEmpty || Scale is not null;
}
