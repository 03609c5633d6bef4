// Included in the body of every bench: clock, reset, seed, checks, timeout and verdict.
// A bench compares with check(what, got, want), draws with below(n) and coin(percent), and ends with
// finish. The same seed (+seed=N) repeats a run. TIMEOUT_CYCLES is defined by the bench.

  reg     clk = 1'b0, rst = 1'b1;
  integer seed, cycle = 0, n_checks = 0, n_errors = 0;

  always #5 clk = ~clk;

  initial begin
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    $display("seed %0d", seed);
    repeat (4) @(posedge clk);
    rst <= 1'b0;
  end

  always @(posedge clk) begin
    cycle <= cycle + 1;
    if (cycle == TIMEOUT_CYCLES) begin
      $display("FAIL: timeout after %0d cycles, %0d checks, %0d errors", cycle, n_checks, n_errors);
      $fatal(1);
    end
  end

  function integer below(input integer n);      // 0 .. n-1
    below = $dist_uniform(seed, 0, n - 1);
  endfunction

  function coin(input integer percent);
    coin = below(100) < percent;
  endfunction

  task check(input [8*32-1:0] what, input signed [63:0] got, input signed [63:0] want);
    begin
      n_checks = n_checks + 1;
      if (got !== want) begin
        n_errors = n_errors + 1;
        if (n_errors <= 20)
          $display("FAIL %0s: got %0d, expected %0d (cycle %0d)", what, got, want, cycle);
      end
    end
  endtask

  task finish;
    begin
      $display("%s: %0d checks, %0d errors, %0d cycles",
               n_errors == 0 && n_checks > 0 ? "PASS" : "FAIL", n_checks, n_errors, cycle);
      if (n_errors != 0 || n_checks == 0) $fatal(1);
      $finish;
    end
  endtask
