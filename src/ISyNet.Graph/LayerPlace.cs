namespace ISyNet.Graph;

/// <summary>A part of a network, in the order in which a sample passes through it.</summary>
public enum NetworkPart
{
    /// <summary>What runs before the stages.</summary>
    Stem,

    /// <summary>One of the stages.</summary>
    Stage,

    /// <summary>What joins the features of several stages, such as a feature pyramid.</summary>
    Neck,

    /// <summary>From the last features to the outputs.</summary>
    Head,
}

/// <summary>What a layer is there for, where its operation alone does not say so.</summary>
public enum LayerRole
{
    /// <summary>On the straight way from the input of its part to the output.</summary>
    Body,

    /// <summary>The connection around a block: the projection on it, and the operation where it joins.</summary>
    Skip,

    /// <summary>A squeeze-and-excitation gate, the product with it included.</summary>
    SqueezeExcitation,

    /// <summary>The layers whose size is the number of classes of a classifier: another task replaces them.</summary>
    Classifier,

    /// <summary>The class logits of a detector.</summary>
    ClassScores,

    /// <summary>The box distances of a detector.</summary>
    BoxDistances,
}

/// <summary>
/// Where a layer stands in its network. Builders say it (<see cref="NetworkBuilder.In"/>); layers of imported networks, and inputs, have
/// none. Layer names are for people and for files: code that needs structure reads it here.
/// </summary>
/// <param name="Part">The part of the network.</param>
/// <param name="Stage">The number of the stage, from 0; null outside the stages.</param>
/// <param name="Block">The number of the block in its stage, from 0; null where there are no blocks.</param>
/// <param name="Edge">The number of the edge in an edge block, from 0; null where there are no edges.</param>
/// <param name="Role">What the layer is there for.</param>
public sealed record LayerPlace(NetworkPart Part, int? Stage = null, int? Block = null, int? Edge = null, LayerRole Role = LayerRole.Body);
