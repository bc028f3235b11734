using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Detection.Model;

/// <summary>Finds objects in pictures, whatever runs the network.</summary>
public interface IPictureDetector : IDisposable
{
    /// <summary>One picture: channels x height x width.</summary>
    Shape Input { get; }

    /// <summary>One name per class.</summary>
    ImmutableArray<string> ClassNames { get; }

    /// <summary>Finds the objects of a batch.</summary>
    /// <param name="pictures">8-bit pixels, CHW, each of <see cref="Input"/>.</param>
    /// <returns>The objects of each picture in pixels of <see cref="Input"/>, by class, the most confident of each class first.</returns>
    /// <exception cref="ISyNetException">A picture has another size, or the run fails.</exception>
    IReadOnlyList<ImmutableArray<FoundObject>> Detect(IReadOnlyList<byte[]> pictures);
}
