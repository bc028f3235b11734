using ISyNet.Search.Studies;

namespace ISyNet.Application.Studies;

/// <summary>The results of a study.</summary>
public static class StudyFindings
{
    /// <summary>
    /// The complete candidate within all bounds that is best in the first target; among equals, the one with the smallest number.
    /// Null if there is none.
    /// </summary>
    public static StudyCandidate? Best(StudyContents contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        return contents.Candidates.Where(c => contents.PointOf(c) is not null)
            .OrderBy(c => contents.PointOf(c)!.Costs[0]).ThenBy(c => c.Number).FirstOrDefault();
    }
}
