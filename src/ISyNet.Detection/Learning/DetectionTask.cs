using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ISyNet.Detection.Model;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Training.Engine;
using ISyNet.Training.Networks;

namespace ISyNet.Detection.Learning;

/// <summary>The task of training a detector.</summary>
internal sealed class DetectionTask : NetworkTask<PictureBatch>
{
    /// <summary>The largest number of pictures for measuring the normalisation and for the identity of the data set. Using all would decode all of them.</summary>
    private const int MostMeasured = 500, Identified = 64;

    // Pictures are larger than for a classifier.
    private const int MeasuredAtOnce = 32;

    private readonly DetectionJob _job;
    private readonly Network _network;
    private readonly DetectionLoss _loss;
    private readonly Normalization _normalization;
    private (long Step, Detector Detector)? _detector;

    public DetectionTask(DetectionJob job) : base(job.Recipe, job.Seed, job.Settings.Resolve(job.Recipe))
    {
        (_job, _network) = (job, job.Design.Build());
        _normalization = job.Normalization ?? PixelStatistics.Normalization(job.Pictures.Shape, job.Pictures.Count, MostMeasured, i => job.Pictures[i].Pixels);
        Batches = new PictureBatches(job.Pictures, _normalization, job.Recipe, job.Seed);
        Add(_network, StartWeights.Draw(_network, job.BackboneWeights, WeightSeed), LearningRules.Create(Compute));
        _loss = new DetectionLoss(job.Design.Points, job.Design.ClassNames.Length, job.Recipe);
    }

    protected override PictureBatches Batches { get; }

    protected override void Identify(Fingerprint fingerprint)
    {
        fingerprint.Add("network", _network);
        fingerprint.AddTexts("recipe", DetectionRecipeFile.Write(_job.Recipe with { Arithmetic = default }));
        fingerprint.AddHash("pictures", IdentifyPictures);
        fingerprint.Add("normalisation", _normalization);
        fingerprint.Add("start weights", _job.BackboneWeights);
    }

    /// <summary>The detector with the current weights.</summary>
    public Detector Detector(CancellationToken cancellation)
    {
        if (_detector is not { } now || now.Step != Steps)
            _detector = now = (Steps, new Detector(_job.Design, Weights(cancellation), _normalization));
        return now.Detector;
    }

    protected override BatchLoss Learn(PictureBatch batch, long number, double share)
    {
        var outputs = Product.Network.ForwardTrainingAll(batch.Pictures, Dropout(number));
        var loss = _loss.Compute(outputs[0], outputs[1], batch.Objects);
        (share == 1 ? loss : loss.Times(share)).backward();
        return new BatchLoss(loss.detach());
    }

    protected override double Evaluate(CancellationToken cancellation) =>
        _job.Evaluate is { } evaluate ? evaluate(Detector(cancellation), cancellation) : double.NaN;

    protected override void MeasureStatistics(TorchNetwork network, CancellationToken cancellation)
    {
        var count = Math.Min(BatchNormStatistics.MostImages, _job.Pictures.Count);
        BatchNormStatistics.Measure(
            network, count, i => _job.Pictures[(int)((long)i * _job.Pictures.Count / count)].Pixels, _normalization, MeasuredAtOnce, cancellation);
    }

    private void IdentifyPictures(IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(_job.Pictures.Count.ToString(CultureInfo.InvariantCulture)));
        for (var i = 0; i < Identified; i++)
        {
            var picture = _job.Pictures[(int)((long)i * _job.Pictures.Count / Identified)];
            hash.AppendData(picture.Pixels);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join(';', picture.Objects)));
        }
    }
}
