using System.Net.Sockets;
using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;

namespace ISyNet.Cluster;

/// <summary>Errors of the queue whose cause is the server or the way to it.</summary>
internal static class QueueErrors
{
    public static bool IsOfServer(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is NpgsqlException or SocketException or TimeoutException or PostgreSqlDistributedLockException or BackgroundJobClientException)
                return true;
        }

        return false;
    }
}
