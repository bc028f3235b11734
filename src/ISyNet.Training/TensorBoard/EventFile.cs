using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace ISyNet.Training.TensorBoard;

/// <summary>
/// Scalars of a run in TensorBoard's event format, one record each: length, masked CRC-32C of it, event, masked CRC-32C of that
/// (tensorflow/core/lib/io/record_writer.h); the event is a protobuf of wall time, step and one named value
/// (tensorflow/core/util/event.proto). Not thread-safe.
/// </summary>
public sealed class EventFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly TimeProvider _time;

    /// <summary>Starts a file of its own in a folder; a resumed run adds another beside the first.</summary>
    /// <exception cref="TrainingException">It cannot be made.</exception>
    public EventFile(string folder, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        var seconds = _time.GetUtcNow().ToUnixTimeSeconds();
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds}.isynet.{Environment.ProcessId}.v2"));
        try
        {
            Directory.CreateDirectory(folder);
            _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path}: cannot be written ({error.Message})", error);
        }

        Append(Event(0, writer => WriteBytes(writer, 3, Encoding.UTF8.GetBytes("brain.Event:2"))));
    }

    /// <summary>Adds a value of a curve.</summary>
    public void AddScalar(string tag, long step, double value) => Append(Event(step, writer =>
    {
        using var entry = new MemoryStream();
        WriteBytes(entry, 1, Encoding.UTF8.GetBytes(tag));
        entry.WriteByte((2 << 3) | 5);
        entry.Write(BitConverter.GetBytes((float)value));
        using var summary = new MemoryStream();
        WriteBytes(summary, 1, entry.ToArray());
        WriteBytes(writer, 5, summary.ToArray());
    }));

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>CRC-32C, rotated and shifted as record files want it, so that a checksum of checksums is no trivial one.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    private byte[] Event(long step, Action<MemoryStream> content)
    {
        using var writer = new MemoryStream();
        writer.WriteByte((1 << 3) | 1);
        writer.Write(BitConverter.GetBytes(_time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0));
        writer.WriteByte(2 << 3);
        WriteVarint(writer, (ulong)step);
        content(writer);
        return writer.ToArray();
    }

    private void Append(byte[] record)
    {
        Span<byte> length = stackalloc byte[8];
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteInt64LittleEndian(length, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(crc, MaskedCrc(length));
        _stream.Write(length);
        _stream.Write(crc);
        BinaryPrimitives.WriteUInt32LittleEndian(crc, MaskedCrc(record));
        _stream.Write(record);
        _stream.Write(crc);
        _stream.Flush();
    }

    private static void WriteBytes(MemoryStream writer, int field, byte[] bytes)
    {
        writer.WriteByte((byte)((field << 3) | 2));
        WriteVarint(writer, (ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void WriteVarint(MemoryStream writer, ulong value)
    {
        for (; value > 127; value >>= 7)
            writer.WriteByte((byte)(value | 128));
        writer.WriteByte((byte)value);
    }
}
