namespace ISyNet.Search.Tests.Studies;

public class FailureReasons
{
    [Fact]
    public void Messages_that_differ_in_numbers_and_names_have_one_reason()
    {
        var reasons = FailureReason.Group(
        [
            (9, "out of memory"),
            (4, "the training diverged at step 17 with learning rate 0.05: layer 'stages.1.conv' is no longer a number"),
            (2, "the training diverged at step 3 with learning rate 1.5E-05: layer 'stem.conv' is no longer a number"),
        ]);
        Assert.Equal([2, 4], reasons[0].Numbers);
        Assert.Equal([9], reasons[1].Numbers);
        Assert.Equal("3 failed (2 with: the training diverged at step 3 with learning rate 1.5E-05: layer 'stem.conv' is no longer a number; 1 with: out of memory)",
            FailureReason.Describe(reasons));
        Assert.Equal("", FailureReason.Describe(FailureReason.Group(Array.Empty<(int, string)>())));
    }
}
