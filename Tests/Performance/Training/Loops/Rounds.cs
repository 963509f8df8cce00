using System.Diagnostics;
using System.Globalization;

namespace Sweep.Performance.Training.Loops;

/// <summary>The rounds that a loop is asked for: a line each, how many steps to take; answered by the images a second of those steps.</summary>
internal sealed class Rounds
{
    private int _steps;
    private int _left;
    private long _start;

    /// <summary>Waits for a round. False: there will be none.</summary>
    public bool Begin()
    {
        if (Console.ReadLine() is not { } line)
        {
            return false;
        }

        _steps = _left = int.Parse(line, CultureInfo.InvariantCulture);
        _start = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>To be called after each step; between two rounds it waits for the next. False: there will be none.</summary>
    public bool AfterStep()
    {
        if (--_left > 0)
        {
            return true;
        }

        var rate = _steps * TrainingCase.Batch / Stopwatch.GetElapsedTime(_start).TotalSeconds;
        Console.WriteLine(rate.ToString(CultureInfo.InvariantCulture));
        return Begin();
    }
}
