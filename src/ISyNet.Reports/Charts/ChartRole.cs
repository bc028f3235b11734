namespace ISyNet.Reports.Charts;

/// <summary>What a series or a part stands for; <c>charts.js</c> gives each role its colour, and each network one colour and marker on all charts of a page.</summary>
public enum ChartRole
{
    /// <summary>A network, a study or whatever else has a name: its colour and marker follow from the name.</summary>
    Named,

    /// <summary>One of many, behind the others.</summary>
    Trial,

    /// <summary>The Pareto front.</summary>
    Front,

    /// <summary>The one that was chosen.</summary>
    Chosen,

    /// <summary>A limit, such as a roof; it is no data, so the keyboard passes over it.</summary>
    Limit,

    /// <summary>Time of the matrix unit.</summary>
    Matrix,

    /// <summary>Time of the vector unit.</summary>
    Vector,

    /// <summary>Transfers to and from the cache.</summary>
    Cache,

    /// <summary>Transfers to and from the external memory.</summary>
    External,

    /// <summary>Launches and other overhead.</summary>
    Overhead,

    /// <summary>Finished work.</summary>
    Complete,

    /// <summary>Work in progress.</summary>
    Running,

    /// <summary>Failed work.</summary>
    Failed,
}
