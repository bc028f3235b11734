using System.Collections.Immutable;
using ISyNet.Training.Engine;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training.Classification;

/// <summary>
/// Forward and backward over a batch in as many shards as there are networks, each on a thread of its own. Threads that never meet inside a step lose
/// less than threads that share every operation; the price is that batch norm takes its statistics over a shard.
/// </summary>
/// <param name="networks">One network a shard, on the same weights.</param>
/// <param name="partners">The networks that learn beside them; empty when there are none.</param>
/// <param name="seed">The seed of the training.</param>
internal sealed class ShardedPass(ImmutableArray<TorchNetwork> networks, ImmutableArray<TorchNetwork> partners, ulong seed)
{
    /// <summary>Adds the gradients of a batch to those of the networks.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="share">What the batch counts of its step.</param>
    /// <returns>The mean loss over the batch (double precision), and the logits of all its images, in the current dispose scope.</returns>
    public (torch.Tensor Loss, torch.Tensor Logits) Run(LabelledBatch batch, long number, double share)
    {
        var shards = new (torch.Tensor Loss, torch.Tensor Logits)[Math.Min(networks.Length, batch.Size)];
        var others = Enumerable.Range(1, shards.Length - 1).Select(shard => Task.Run(() => Learn(shard))).ToArray();
        try
        {
            Learn(0);
        }
        finally
        {
            // The batch and the gradients are in use until all have ended.
            Task.WaitAll(others);
        }

        using var scope = torch.NewDisposeScope();
        foreach (var (shardLoss, shardLogits) in shards)
        {
            scope.Attach(shardLoss);
            scope.Attach(shardLogits);
        }

        var loss = shards[0].Loss;
        for (var s = 1; s < shards.Length; s++)
            loss = loss.Plus(shards[s].Loss);
        var logits = shards.Length == 1 ? shards[0].Logits : torch.cat([.. shards.Select(shard => shard.Logits)]);
        return (loss.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope());

        void Learn(int shard)
        {
            // A thread that takes its own share of the work must not start others inside an operation.
            torch.set_num_threads(1);
            var first = shard * batch.Size / shards.Length;
            var count = ((shard + 1) * batch.Size / shards.Length) - first;
            var weight = (double)count / batch.Size;
            using var shardScope = torch.NewDisposeScope();
            var (images, targets) = (batch.Images.narrow(0, first, count), batch.Targets.narrow(0, first, count));
            var output = networks[shard].ForwardTraining(images, Dropout(RandomPurpose.Dropout, number, shard));
            var shardLoss = partners.IsEmpty
                ? Losses.CrossEntropy(output, targets)
                : Losses.Mutual(output, partners[shard].ForwardTraining(images, Dropout(RandomPurpose.PartnerDropout, number, shard)), targets);
            (weight * share == 1 ? shardLoss : shardLoss.Times(weight * share)).backward();
            shards[shard] = (shardLoss.detach().to(torch.ScalarType.Float64).Times(weight).DetachFromDisposeScope(), output.detach().DetachFromDisposeScope());
        }
    }

    private SeededRandom Dropout(ulong purpose, long number, int shard) => shard == 0
        ? new SeededRandom(seed, purpose, (ulong)number)
        : new SeededRandom(seed, purpose, (ulong)number, (ulong)shard);
}
