namespace ISyNet.Graph;

/// <summary>A part of a network, in the order in which a sample passes through it.</summary>
public enum NetworkPart
{
    /// <summary>The layers before the stages.</summary>
    Stem,

    /// <summary>One of the stages.</summary>
    Stage,

    /// <summary>Joins the features of several stages, such as a feature pyramid.</summary>
    Neck,

    /// <summary>From the last features to the outputs.</summary>
    Head,
}

/// <summary>The purpose of a layer, if its operation alone does not define it.</summary>
public enum LayerRole
{
    /// <summary>On the main path from the input of its part to the output.</summary>
    Body,

    /// <summary>The skip connection of a block: its projection, and the operation that joins it.</summary>
    Skip,

    /// <summary>A squeeze-and-excitation gate, including the product with it.</summary>
    SqueezeExcitation,

    /// <summary>The layers whose size is the number of classes of a classifier: they are replaced for another task.</summary>
    Classifier,

    /// <summary>The class logits of a detector.</summary>
    ClassScores,

    /// <summary>The box distances of a detector.</summary>
    BoxDistances,
}

/// <summary>
/// The place of a layer in its network. Builders set it (<see cref="NetworkBuilder.In"/>); layers of imported networks, and inputs, have
/// none. Layer names are for people and for files: code that needs structure reads it here.
/// </summary>
/// <param name="Part">The part of the network.</param>
/// <param name="Stage">The number of the stage, from 0; null outside the stages.</param>
/// <param name="Block">The number of the block in its stage, from 0; null where there are no blocks.</param>
/// <param name="Edge">The number of the edge in an edge block, from 0; null where there are no edges.</param>
/// <param name="Role">The purpose of the layer.</param>
public sealed record LayerPlace(NetworkPart Part, int? Stage = null, int? Block = null, int? Edge = null, LayerRole Role = LayerRole.Body);
