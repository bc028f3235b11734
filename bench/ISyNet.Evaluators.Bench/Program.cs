using System.Globalization;
using ISyNet.Evaluators.Bench;

try
{
    switch (args)
    {
        case ["train-judges", var path]:
            TrainJudges.Run(path, 0, 1);
            return 0;
        case ["train-judges", var path, var share, var shares]:
            TrainJudges.Run(path, int.Parse(share, CultureInfo.InvariantCulture), int.Parse(shares, CultureInfo.InvariantCulture));
            return 0;
        case ["rank", var path, .. var names]:
            RankEvaluators.Run(path, names);
            return 0;
        default:
            Console.Error.WriteLine("usage: train-judges FILE.csv [SHARE SHARES] | rank FILE.csv [EVALUATOR...]");
            return 2;
    }
}
catch (ISyNetException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
