// lif_update in six widths against division and clamping in 64-bit integers, which share nothing
// with its shifts and sign bits. Random vectors, a third of them corners: potential and sum at
// their limits (saturation both ways), one below, at and above the threshold, refractory counts,
// no leak.
`timescale 1ns / 1ps
`default_nettype none
module tb_lif_update;
  localparam N_VECTORS = 4000;
  `include "tb.vh"

  function integer membrane_bits(input integer k);
    case (k)
      0, 1: membrane_bits = 8;
      2:    membrane_bits = 13;
      3:    membrane_bits = 20;
      default: membrane_bits = 28;
    endcase
  endfunction

  function integer sum_bits(input integer k);
    case (k)
      0:       sum_bits = 22;
      1, 2:    sum_bits = 9;
      3:       sum_bits = 12;
      4:       sum_bits = 22;
      default: sum_bits = 3;
    endcase
  endfunction

  function signed [63:0] floor_div(input signed [63:0] a, input signed [63:0] b);
    floor_div = a < 0 && a % b != 0 ? a / b - 1 : a / b;
  endfunction

  // A value of a signed number of so many bits; every third time at one of the ends.
  function signed [63:0] signed_of(input integer bits);
    reg signed [63:0] half;
    begin
      half = 64'sd1 <<< (bits - 1);
      case (below(9))
        0:       signed_of = half - 1;
        1:       signed_of = -half;
        2:       signed_of = below(3) - 1;
        default: signed_of = $dist_uniform(seed, -half, half - 1);
      endcase
    end
  endfunction

  integer n_spikes = 0, n_high = 0, n_low = 0, n_refractory = 0;

  genvar g;
  generate
    for (g = 0; g < 6; g = g + 1) begin : g_case
      localparam M = membrane_bits(g);
      localparam S = sum_bits(g);
      localparam signed [63:0] V_MAX = (64'sd1 <<< (M - 1)) - 1;
      localparam signed [63:0] V_MIN = -V_MAX - 1;

      reg signed [M-1:0] threshold = 1, v = 0;
      reg        [3:0]   leak_shift = 0, refractory_steps = 0, refractory = 0;
      reg        [2:0]   gain_shift = 0;
      reg                reset_subtract = 0;
      reg signed [S-1:0] acc = 0;
      wire signed [M-1:0] v_new;
      wire        [3:0]   refractory_new;
      wire                spike, saturated;
      reg signed [63:0]   leaked, wide, sum, v_want;
      reg                 fire;

      lif_update #(.MEMBRANE_BITS(M), .SUM_BITS(S)) u_dut (
        .threshold_i(threshold), .leak_shift_i(leak_shift), .gain_shift_i(gain_shift),
        .refractory_steps_i(refractory_steps), .reset_subtract_i(reset_subtract),
        .v_i(v), .refractory_i(refractory), .acc_i(acc),
        .v_o(v_new), .refractory_o(refractory_new), .spike_o(spike), .saturated_o(saturated)
      );

      always @(posedge clk) begin
        leaked = leak_shift == 0 ? v
               : v > 0 ? v + floor_div(-v, 64'sd1 <<< leak_shift)
               : v - floor_div(v, 64'sd1 <<< leak_shift);
        wide   = leaked + acc * (64'sd1 <<< gain_shift);
        sum    = wide > V_MAX ? V_MAX : wide < V_MIN ? V_MIN : wide;
        fire   = refractory == 0 && sum >= threshold;
        v_want = refractory != 0 ? leaked : !fire ? sum : reset_subtract ? sum - threshold : 0;
        check("v", v_new, v_want);
        check("spike", spike, fire);
        check("saturated", saturated, refractory == 0 && sum != wide);
        check("refractory", refractory_new,
              refractory != 0 ? refractory - 1 : fire ? refractory_steps : 0);
        n_spikes     = n_spikes + fire;
        n_high       = n_high + (refractory == 0 && wide > V_MAX);
        n_low        = n_low + (refractory == 0 && wide < V_MIN);
        n_refractory = n_refractory + (refractory != 0);

        leak_shift       <= coin(30) ? 0 : below(16);
        gain_shift       <= below(8);
        refractory_steps <= below(16);
        reset_subtract   <= coin(50);
        refractory       <= coin(70) ? 0 : below(16);
        acc              <= signed_of(S);
        v                <= signed_of(M);
        case (below(4))
          0: threshold <= sum + 2 > V_MAX || sum < 0 ? 1 : sum + below(3);
          1: threshold <= V_MAX;
          2: threshold <= 1;
          default: threshold <= 1 + below(V_MAX);
        endcase
        // Keep the potential and hit the threshold within one, without leak or input.
        if (coin(10)) begin
          leak_shift <= 0;
          acc        <= 0;
          refractory <= 0;
          threshold  <= 5;
          v          <= 4 + below(3);
        end
      end
    end
  endgenerate

  always @(posedge clk) begin
    if (cycle == N_VECTORS) begin
      check("some of each kind",
            n_spikes > 100 && n_high > 100 && n_low > 100 && n_refractory > 100, 1);
      verdict(90000);
    end
  end
endmodule
