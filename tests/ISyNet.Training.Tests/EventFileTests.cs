using System.Buffers.Binary;
using System.Text;
using ISyNet.Training.TensorBoard;

namespace ISyNet.Training.Tests;

/// <summary>Event files by their published layout, and CRC-32C by the published check values.</summary>
public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_checksum_is_CRC_32C_masked()
    {
        // RFC 3720, B.4: the CRC-32C of 32 zero bytes is 0x8a9136aa; of "123456789" 0xe3069283.
        Assert.Equal(Mask(0x8a9136aa), EventFile.MaskedCrc(new byte[32]));
        Assert.Equal(Mask(0xe3069283), EventFile.MaskedCrc("123456789"u8));
    }

    [Fact]
    public void Every_record_is_framed_and_holds_its_value()
    {
        using (var file = new EventFile(_folder))
        {
            file.AddScalar("train/loss", 300, 0.25);
            file.AddScalar("held-out/accuracy", 70000, 0.5);
        }

        var bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder, "events.out.tfevents.*")));
        var records = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(EventFile.MaskedCrc(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            records.Add(bytes[(at + 12)..(at + 12 + length)]);
            Assert.Equal(EventFile.MaskedCrc(records[^1]), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            at += length + 16;
        }

        Assert.Equal(3, records.Count);
        Assert.Contains("brain.Event:2", Encoding.Latin1.GetString(records[0]), StringComparison.Ordinal);
        // Field 2 (step) 300 = ac 02; summary (5) of 18 bytes, value (1) of 16: tag (1) of 10 letters, simple_value (2) fixed32.
        byte[] expected = [0x10, 0xac, 0x02, 0x2a, 19, 0x0a, 17, 0x0a, 10, .. "train/loss"u8, 0x15, 0, 0, 0x80, 0x3e];
        Assert.Equal(expected, records[1][9..]);
    }

    private static uint Mask(uint crc) => ((crc >> 15) | (crc << 17)) + 0xa282ead8;
}
