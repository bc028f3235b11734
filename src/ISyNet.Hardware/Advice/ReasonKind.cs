namespace ISyNet.Hardware.Advice;

/// <summary>The kind of reason why an operation takes its time.</summary>
public enum ReasonKind
{
    /// <summary>It costs nothing.</summary>
    Free,

    /// <summary>The launch of the network, once per batch; no operation has this kind.</summary>
    NetworkLaunch,

    /// <summary>The launch of the operation: it has too little work.</summary>
    Launch,

    /// <summary>Channels or positions that do not fill the tiles of the matrix unit.</summary>
    Unfilled,

    /// <summary>Depthwise or narrow groups on the matrix unit.</summary>
    Groups,

    /// <summary>Tiles are full, but there are too few of them for the device.</summary>
    FewTiles,

    /// <summary>Tiles are full and many, yet other units, transfers or loads take much of the time.</summary>
    BelowPeak,

    /// <summary>The matrix unit is busy.</summary>
    Products,

    /// <summary>Work of the vector unit, element by element.</summary>
    Elements,

    /// <summary>Work of the vector unit that uses few of its lanes.</summary>
    FewLanes,

    /// <summary>Transfers to and from the cache.</summary>
    Cache,

    /// <summary>Transfers to and from the external memory.</summary>
    Memory,

    /// <summary>Weights from the external memory.</summary>
    Weights,

    /// <summary>Data is moved, and nothing computed.</summary>
    Moves,
}
