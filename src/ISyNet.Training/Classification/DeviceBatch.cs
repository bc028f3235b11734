using TorchSharp;

namespace ISyNet.Training.Classification;

/// <summary>A batch on a device. Its tensors are made anew for each batch: a device that is behind still reads the last ones.</summary>
internal sealed class DeviceBatch(int size) : LabelledBatch
{
    private torch.Tensor? _images, _targets, _labels;

    public override torch.Tensor Images => _images!;

    public override torch.Tensor Targets => _targets!;

    public override torch.Tensor Labels => _labels!;

    public override int Size => size;

    /// <summary>Takes another batch.</summary>
    public void Set(torch.Tensor images, torch.Tensor targets, torch.Tensor labels)
    {
        Dispose(disposing: true);
        (_images, _targets, _labels) = (images.DetachFromDisposeScope(), targets.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
    }

    protected override void Dispose(bool disposing)
    {
        _images?.Dispose();
        _targets?.Dispose();
        _labels?.Dispose();
    }
}
