using System.Collections.Immutable;
using ISyNet.Training.Data;
using ISyNet.Training.Networks;
using TorchSharp;

namespace ISyNet.Training;

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
    /// <returns>The mean loss over the batch, and the logits of all its images.</returns>
    public (double Loss, Prediction Prediction) Run(LabelledBatch batch, long number, double share)
    {
        var shards = Math.Min(networks.Length, batch.Size);
        var logits = new float[batch.Size * batch.Classes];
        var losses = new double[shards];
        var others = Enumerable.Range(1, shards - 1).Select(shard => Task.Run(() => Learn(shard))).ToArray();
        try
        {
            Learn(0);
        }
        finally
        {
            // The batch and the gradients are in use until all have ended.
            Task.WaitAll(others);
        }

        return (losses.Sum(), new Prediction(logits, batch.Classes));

        void Learn(int shard)
        {
            // A thread that takes its own share of the work must not start others inside an operation.
            torch.set_num_threads(1);
            var first = shard * batch.Size / shards;
            var count = ((shard + 1) * batch.Size / shards) - first;
            var weight = (double)count / batch.Size;
            using var scope = torch.NewDisposeScope();
            var (images, targets) = (batch.Images.narrow(0, first, count), batch.Targets.narrow(0, first, count));
            var output = networks[shard].ForwardTraining(images, Dropout(RandomPurpose.Dropout, number, shard));
            var loss = partners.IsEmpty
                ? Losses.CrossEntropy(output, targets)
                : Losses.Mutual(output, partners[shard].ForwardTraining(images, Dropout(RandomPurpose.PartnerDropout, number, shard)), targets);
            (weight * share == 1 ? loss : loss.Times(weight * share)).backward();
            losses[shard] = weight * loss.item<float>();
            output.contiguous().Floats().CopyTo(logits.AsSpan(first * batch.Classes));
        }
    }

    private SeededRandom Dropout(ulong purpose, long number, int shard) => shard == 0
        ? new SeededRandom(seed, purpose, (ulong)number)
        : new SeededRandom(seed, purpose, (ulong)number, (ulong)shard);
}
