namespace ISyNet.Dashboard;

/// <summary>A dashboard that cannot be started, or a page that does not exist. The message is one line for the user.</summary>
public class DashboardException(string message, Exception? inner = null) : ISyNetException(message, inner);
