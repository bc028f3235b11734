using System.Collections.Immutable;
using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Scenes;

/// <summary>A composed picture and the objects in it.</summary>
/// <param name="Pixels">8-bit grey, row by row.</param>
/// <param name="Objects">The objects in the order in which they were placed; later ones cover earlier ones.</param>
public sealed record Scene(byte[] Pixels, ImmutableArray<SceneObject> Objects);

/// <summary>A garment in a scene.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Box">The tight box of all its pixels, including covered ones.</param>
/// <param name="Pixels">The number of its pixels, including covered ones.</param>
/// <param name="VisiblePixels">The number of its pixels that are not covered.</param>
/// <param name="Ignored">Whether most of it is covered.</param>
public sealed record SceneObject(int Class, Box Box, int Pixels, int VisiblePixels, bool Ignored);
