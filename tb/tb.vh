// Shared by all benches, included inside the module: clock, reset, seed, errors, verdict.
// Signals are driven on the rising edge with nonblocking assignments and sampled on the next one.
  reg     clk = 1'b0, rst = 1'b1;
  integer seed, n_errors = 0, n_checks = 0, cycle = 0;

  initial begin
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    $display("seed %0d", seed);
  end

  always #5 clk = ~clk;

  always @(posedge clk) begin
    cycle <= cycle + 1;
    rst   <= cycle < 3;
    if (cycle == 200000) begin
      $display("FAIL: timeout, %0d checks, %0d errors", n_checks, n_errors);
      $fatal(1);
    end
  end

  // got must equal want
  task check(input [32*8-1:0] name, input [63:0] got, input [63:0] want);
    begin
      n_checks = n_checks + 1;
      if (got !== want) begin
        n_errors = n_errors + 1;
        if (n_errors < 10)
          $display("cycle %0d: %0s: got %0h, want %0h", cycle, name, got, want);
      end
    end
  endtask

  task verdict(input integer at_least);
    begin
      if (n_checks < at_least) begin
        n_errors = n_errors + 1;
        $display("only %0d checks, want %0d", n_checks, at_least);
      end
      $display("%s: %0d checks, %0d errors, %0d cycles", n_errors == 0 ? "PASS" : "FAIL",
               n_checks, n_errors, cycle);
      if (n_errors != 0) $fatal(1);
      $finish;
    end
  endtask

  // 0 .. n-1
  function integer below(input integer n);
    below = $unsigned($random(seed)) % n;
  endfunction

  function coin(input integer percent);
    coin = below(100) < percent;
  endfunction
