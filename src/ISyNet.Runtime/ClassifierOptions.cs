using System.Collections.Immutable;
using ISyNet.Graph;
using ISyNet.Onnx.Signatures;

namespace ISyNet.Runtime;

/// <summary>The colours of a picture in the order of a model's channels.</summary>
public enum PictureChannels
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as OpenCV reads pictures.</summary>
    Bgr,

    /// <summary>One channel of brightness.</summary>
    Grey,
}

/// <summary>What a user says of a model. What is not said is read from the file, and assumed where the file does not say it either.</summary>
public sealed record ClassifierOptions
{
    /// <summary>Channels x height x width of the pictures, or height x width, where the file leaves sizes free.</summary>
    public Shape? Input { get; init; }

    /// <summary>What is subtracted from a scaled pixel: one number, or one a channel in the model's order. Empty: not said.</summary>
    public ImmutableArray<float> Mean { get; init; } = [];

    /// <summary>What the difference is divided by, likewise.</summary>
    public ImmutableArray<float> Std { get; init; } = [];

    /// <summary>What a pixel of 0..255 is multiplied by before; 1/255 where only mean or deviation are said.</summary>
    public float? Scale { get; init; }

    /// <summary>The order of a picture's dimensions.</summary>
    public PictureLayout? Layout { get; init; }

    /// <summary>The order of the channels.</summary>
    public PictureChannels? Channels { get; init; }

    /// <summary>The output that has the classes.</summary>
    public string? Output { get; init; }

    /// <summary>Whether the classes' values are logits, which softmax makes probabilities (true), or probabilities already (false).</summary>
    public bool? Logits { get; init; }

    /// <summary>Whether it is said how pixels become numbers.</summary>
    internal bool SaysValues => !Mean.IsDefaultOrEmpty || !Std.IsDefaultOrEmpty || Scale is not null;
}
