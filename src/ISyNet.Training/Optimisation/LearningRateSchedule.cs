using ISyNet.Training.Recipes;

namespace ISyNet.Training.Optimisation;

/// <summary>The learning rate as a factor of the highest, over the spent fraction of the budget.</summary>
internal static class LearningRateSchedule
{
    public static double Factor(ScheduleRecipe schedule, double spent)
    {
        spent = Math.Clamp(spent, 0, 1);
        if (spent < schedule.WarmUp)
            return spent / schedule.WarmUp;
        var left = schedule.WarmUp < 1 ? (1 - spent) / (1 - schedule.WarmUp) : 1;
        var factor = schedule.Kind switch
        {
            ScheduleKind.Cosine => (1 - Math.Cos(Math.PI * left)) / 2,
            ScheduleKind.Linear => left,
            _ => 1,
        };
        return schedule.Final + ((1 - schedule.Final) * factor);
    }
}
