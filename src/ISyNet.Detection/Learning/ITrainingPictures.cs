using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Detection.Learning;

/// <summary>Pictures of one size with their objects. Reading is deterministic and thread-safe.</summary>
public interface ITrainingPictures
{
    /// <summary>Number of pictures.</summary>
    int Count { get; }

    /// <summary>One picture: channels x height x width.</summary>
    Shape Shape { get; }

    /// <summary>Reads a picture.</summary>
    LabelledPicture this[int index] { get; }
}

/// <summary>A picture and its objects.</summary>
/// <param name="Pixels">8-bit pixels, CHW.</param>
/// <param name="Objects">Its objects.</param>
public sealed record LabelledPicture(byte[] Pixels, ImmutableArray<TrainingObject> Objects);
